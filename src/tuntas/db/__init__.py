"""The ports to the database engine: the only place that may ask which engine runs."""
