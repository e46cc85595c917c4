{#
    One text key from several values.

    Returns a SQL expression, text of 32 hexadecimal digits, never NULL: the MD5 of the
    values as text with chr(31) between them and chr(30) for a NULL, so that ('a', NULL)
    and (NULL, 'a'), or ('a-b', 'c') and ('a', 'b-c'), never meet. Don't key by floats or
    timestamps: their text differs by engine.
#}
{% macro surrogate_key(expressions) -%}
    md5(
{%- for expression in expressions %}
        {{ '|| chr(31) || ' if not loop.first }}coalesce(cast({{ expression }} as {{ dbt.type_string() }}), chr(30))
{%- endfor %}
    )
{%- endmacro %}
