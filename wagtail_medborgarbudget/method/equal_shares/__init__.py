"""Method of Equal Shares: those who vote for a proposal pay for it, with equal shares of the pot.

``raising`` is the rule and the search for the share that counts, ``buying`` one run at a share,
``purses`` what everybody has left meanwhile, ``electorates`` the ballots turned around, and
``telling`` what a run did in lines that explain themselves.
"""

from wagtail_medborgarbudget.method.equal_shares.raising import equal_shares

__all__ = ["equal_shares"]
