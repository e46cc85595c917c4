{#
    Who is in which audience: every customers_for_<purpose> view with the purpose and the
    channel that it is for. A new view is one more line here, so that the tests of consent
    look at it too.

    Returns a relation body, one row per audience × customer: audience, purpose, channel,
    customer_id.
#}
{% macro audience_members() -%}
    {% for view, purpose, channel in [
        ('customers_for_email_marketing', 'marketing', 'email'),
        ('customers_for_product_analytics', 'analytics', 'any'),
    ] -%}
        select
            '{{ view }}' as audience,
            '{{ purpose }}' as purpose,
            '{{ channel }}' as channel,
            customer_id
        from {{ ref(view) }}
        {{ "union all" if not loop.last }}
    {% endfor %}
{%- endmacro %}
