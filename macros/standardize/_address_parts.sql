{#
    Pieces of the address models: what is kept of a folded address, and the pattern of a
    unit in it. SQL expressions, text.
#}

{# Folded address: letters, digits, # / - between numbers, single spaces. #}
{% macro _address_letters(folded) -%}
    {% set spaced -%}
        replace(replace(translate(
            {{ folded }},
            '.,;:!?"()<>{}|*_=+~&@$%^`[]' || chr(92) || chr(9) || chr(10) || chr(13)
            || '{{ dbt.escape_single_quotes("'") }}',
            '{{ ' ' * 31 }}'
        ), '#', ' # '), 'strasse', 'str')
    {%- endset -%}
    {% set ranged = regexp_rewrite(spaced, "'([0-9][a-z]?) *([-/]) *([0-9])'", "'$1$2$3'") -%}
    {# No. 12 High Street is number 12 of a street, and no unit #}
    {% set numbered = regexp_rewrite(
        ranged, "'^ *(no|nr|number|#) *([0-9]+[a-z]?) +([a-z][^0-9]*)$'", "'$2 $3'"
    ) -%}
    trim({{ regexp_replace_all(
        regexp_rewrite(numbered, "'([a-z])[-/]+([a-z ]|$)'", "'$1 $2'"), "' +'", "' '"
    ) }})
{%- endmacro %}

{# Words that name a unit, then its number or letter. Group 4 is the number. #}
{% macro _unit_pattern() -%}
    {{ return(
        "'(^| )((apartment|apartamento|appartement|apt|appt|unit|flat|suite|ste|room|rm|"
        ~ "floor|fl|penthouse|ph|bldg|building|lot|trlr|trailer|spc|space|wohnung|whg|app|no|#) ?)+ ?"
        ~ "([0-9]+ ?-?[a-z]?|[a-z] ?-?[0-9]+|[a-z])( |$)'"
    ) }}
{%- endmacro %}
