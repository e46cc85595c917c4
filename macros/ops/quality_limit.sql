{#
    What the var quality_limits says of a metric.

    Returns a SQL expression, double: the number that stands under key (at_least, at_most,
    usual_within or usual_ratio) for the metric that the expression metric names; NULL where
    the var says nothing.
#}
{% macro quality_limit(key, metric='metric') -%}
    {%- if key not in _quality_limit_keys() -%}
        {{ exceptions.raise_compiler_error(
            "quality_limit: key is '" ~ key ~ "'; allowed: " ~ _quality_limit_keys() | join(', ')
        ) }}
    {%- endif -%}
    cast(
        case {{ metric }}
            {%- for name, limits in var('quality_limits').items()
                if limits.get(key) is not none %}
            when '{{ name }}' then {{ limits[key] }}
            {%- endfor %}
            when '' then null
        end as {{ type_double() }}
    )
{%- endmacro %}

{% macro _quality_limit_keys() -%}
    {{ return(['at_least', 'at_most', 'usual_within', 'usual_ratio']) }}
{%- endmacro %}
