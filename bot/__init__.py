"""The program and the people in front of it: faces, commands and the assembly of all parts."""
