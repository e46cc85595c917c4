{#
    The raw tables whose deliveries a build watches, beside the records of people, which
    int_records_unioned has, and the log of consent.

    Returns a Jinja dictionary: <source>_<table>, as the var raw_tables names it, to its
    staging model, the moment that tells how new a row is (a SQL expression over that model;
    none where it has no time) and, where rows change after they came, the key by which one
    is known again. Tables of sources that are off are left out.
#}
{% macro delivered_tables() -%}
    {# tells all faults of the sources, where one alone would not be understood -#}
    {% do source_settings() %}
    {% set tables = {
        'crm_accounts': {
            'model': 'stg_crm__accounts',
            'moment': 'coalesce(updated_at, created_at)', 'key': 'account_id',
        },
        'shop_orders': {
            'model': 'stg_shop__orders',
            'moment': 'coalesce(cancelled_at, ordered_at)', 'key': 'order_id',
        },
        'shop_order_lines': {'model': 'stg_shop__order_lines', 'moment': none},
        'shop_refunds': {'model': 'stg_shop__refunds', 'moment': 'refunded_at'},
        'shop_abandoned_checkouts': {
            'model': 'stg_shop__checkouts',
            'moment': 'coalesce(completed_at, abandoned_at)', 'key': 'checkout_id',
        },
        'pos_receipts': {'model': 'stg_pos__receipts', 'moment': 'ordered_at'},
        'email_events': {'model': 'stg_email__events', 'moment': 'occurred_at'},
        'support_tickets': {
            'model': 'stg_support__tickets',
            'moment': 'coalesce(updated_at, opened_at)', 'key': 'ticket_id',
        },
        'support_comments': {'model': 'stg_support__comments', 'moment': 'commented_at'},
        'support_calls': {'model': 'stg_support__calls', 'moment': 'started_at'},
        'social_reviews': {'model': 'stg_social__reviews', 'moment': 'reviewed_at'},
        'social_mentions': {'model': 'stg_social__mentions', 'moment': 'mentioned_at'},
    } %}
    {% for table in var('web_tables') %}
        {% do tables.update({
            'web_' ~ table: {'model': 'stg_web__' ~ table, 'moment': 'loaded_at'},
        }) %}
    {% endfor %}
    {% set watched = {} %}
    {% for dataset, table in tables.items() if source_is_enabled(dataset.split('_')[0]) %}
        {% do watched.update({dataset: table}) %}
    {% endfor %}
    {{ return(watched) }}
{%- endmacro %}
