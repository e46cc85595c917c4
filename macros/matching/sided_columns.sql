{#
    The columns of int_records_prepared that SQL over a pair reads as left_<column> and
    right_<column>.

    Returns a Jinja list of [side, column], each once, in the order of their names.
#}
{% macro sided_columns(texts) -%}
    {%- set found = [] -%}
    {%- for side, column in modules.re.findall('\\b(left|right)_([a-z0-9_]+)', texts | join(' ')) -%}
        {%- if [side, column] not in found -%}
            {%- do found.append([side, column]) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found | sort) }}
{%- endmacro %}
