"""The names of a snapshot: surface forms → entities, whole, in part or misspelt.

gazetteer        the names, and which of them a text has
linking          whose name it is where several might be meant
spans            where a name may begin and end
shared_brands    brands that several organisations have
surface_forms    the forms under which a name may be said
by_parts         organisations by the parts of their names
part_match       how far a phrase fits a name, part by part
misspelt_names   names with slips
"""
