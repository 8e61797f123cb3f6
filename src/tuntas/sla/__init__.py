"""Deadlines: the clocks of a report, the calendars they run on, the rules that set them."""
