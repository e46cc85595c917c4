{#
    A domain without its first labels (1: acme.com of mail.acme.com), where at least two are
    left.

    Returns a SQL expression, text; NULL where too few are left, and for NULL.
#}
{% macro _without_labels(domain, labels) -%}
    {%- if labels == 0 -%}
        {{ domain }}
    {%- else -%}
        {{ regexp_group(domain, "'^([^.]+[.]){" ~ labels ~ "}([^.]+[.].+)$'", 2) }}
    {%- endif -%}
{%- endmacro %}
