from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from example_site import mail, styleguide

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("inloggning/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("documents/", include(wagtaildocs_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]

if settings.DEBUG:
    urlpatterns += [path("mail/", mail.inbox), path("styleguide/", styleguide.show)]

urlpatterns += i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=True)
