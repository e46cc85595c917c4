"""What a source holds, told before it is trusted: a table, and a page with plots."""
