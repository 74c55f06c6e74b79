"""Wikipedia: wikitext as text, and the XML dumps as documents."""
