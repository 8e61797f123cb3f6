"""The WSGI entry for granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from tuntas.web.admission import Admission

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuntas.settings")
application = Admission(get_wsgi_application())
# What is loaded now stays for good, so the collector need not walk over it again: on a page that reads 10,000 rows
# that was three quarters of the time of reading them (benchmarks/figures.py). A page makes no cycles to speak of.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
