{#
    Takes this build's row out of the table of the claim, so that the next one need not look
    whether it is alive.

    Returns a SQL statement for on-run-end, or nothing where nobody looks (take_claim).
#}
{% macro give_up_claim(claims) -%}
    {{ return(adapter.dispatch('give_up_claim', 'kindred')(claims)) }}
{%- endmacro %}

{% macro default__give_up_claim(claims) -%}
{%- endmacro %}

{% macro postgres__give_up_claim(claims) -%}
    delete from {{ claims }} where build_id = '{{ invocation_id }}'
{%- endmacro %}
