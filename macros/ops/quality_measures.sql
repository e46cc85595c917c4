{#
    The measures of quality that a build takes and `kindred validate` takes, by name.

    Returns a Jinja list of text: what the var quality_limits may name.
#}
{% macro quality_measures() -%}
    {{ return([
        'row_count', 'age_days', 'match_rate', 'duplicate_share', 'missing_share',
        'invalid_share', 'null_share', 'unlisted_share', 'orphan_share',
        'missing_columns', 'unknown_columns', 'unproven_share', 'unconsented_share',
    ]) }}
{%- endmacro %}
