"""What in a text or a picture points to a person, and how it is covered before anybody may read it. Pure."""
