"""What we add to Wagtail's admin: registrations and one-line functions. What thinks lives in admin/."""
