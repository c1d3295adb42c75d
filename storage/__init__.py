"""The only door to the database: tables, mapping, unit of work and views."""
