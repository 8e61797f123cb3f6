"""Documents for paper and archive: PDF/UA, set from bundled templates with data only, never from markup."""
