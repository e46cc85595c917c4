{{ config(severity='warn') }}

-- Guards what is told of money and quantities: a text that is no number is read as NULL, and
-- so is an amount that an order cannot be without and that is not there, so nothing else would
-- say so. A warning and no error, since one amount is no reason to publish nothing: it stays
-- NULL, and so does every sum that it belongs to.
-- What would break: 12,50 in a column that landed as text, and a customer who seems to have
-- bought for nothing.

{% set landed = [
    ('crm', 'accounts', 'id', [], ['number_of_employees']),
    ('pos', 'receipts', 'receipt_id', ['net_amount', 'tax_amount', 'total_amount'], ['item_count']),
    ('shop', 'abandoned_checkouts', 'id', ['subtotal_price', 'total_price'], []),
    ('shop', 'order_lines', 'id', ['price', 'total_discount'], ['quantity']),
    ('shop', 'orders', 'id',
        ['subtotal_price', 'total_shipping_price', 'total_tax', 'total_price'], []),
    ('shop', 'refunds', 'id', ['amount'], ['quantity']),
] -%}
{% set needed = {
    'pos_receipts': ['net_amount', 'total_amount'],
    'shop_order_lines': ['price', 'quantity'],
    'shop_orders': ['subtotal_price', 'total_price'],
    'shop_refunds': ['amount'],
} -%}
{% set watched = [] -%}
{% for source_name, table_name, key, amounts, counts in landed
    if source_is_enabled(source_name) -%}
    {% do watched.append((source_name, table_name, key, amounts, counts)) %}
{%- endfor -%}

{% set unread -%}
with

{% for source_name, table_name, key, amounts, counts in watched -%}
{% set dataset = source_name ~ '_' ~ table_name -%}
{{ dataset }} as (

    {{ raw_columns(source_name, table_name) }}

),

{{ dataset }}_counted as (

    select
        {% for column in amounts + counts -%}
        {% set number = landed_number(source_name, table_name, column) -%}
        {% set is_unread -%}
            {{ whole_number(number) if column in counts else number }} is null
            {%- if column not in needed.get(dataset, []) %}
            and {{ trimmed(column) }} is not null
            {%- endif %}
        {%- endset -%}
        sum(case when {{ is_unread }} then 1 else 0 end) as unread_{{ loop.index }},
        min(case when {{ is_unread }} then cast({{ key }} as {{ dbt.type_string() }}) end)
            as example_{{ loop.index }}{{ ',' if not loop.last }}
        {% endfor -%}
    from {{ dataset }}

),

{% endfor -%}
counted as (

    {% for source_name, table_name, key, amounts, counts in watched -%}
    {% set dataset = source_name ~ '_' ~ table_name -%}
    {% for column in amounts + counts -%}
    select
        '{{ dataset }}' as dataset,
        '{{ column }}' as column_name,
        '{{ "no whole number" if column in counts else "no number" }}
        {%- if column in needed.get(dataset, []) %}, or missing,{% endif %}' as fault,
        '{{ key }}' as key_name,
        unread_{{ loop.index }} as unread_count,
        example_{{ loop.index }} as example
    from {{ dataset }}_counted
    union all
    {% endfor -%}
    {% endfor -%}
    select
        cast(null as {{ dbt.type_string() }}) as dataset,
        cast(null as {{ dbt.type_string() }}) as column_name,
        cast(null as {{ dbt.type_string() }}) as fault,
        cast(null as {{ dbt.type_string() }}) as key_name,
        cast(0 as {{ dbt.type_bigint() }}) as unread_count,
        cast(null as {{ dbt.type_string() }}) as example
    from (select 1 as nothing) as no_rows
    where 1 = 0

)

select
    'Table ' || dataset || ', column ' || column_name || ': values that are ' || fault
    || ' and count as not known: ' || cast(unread_count as {{ dbt.type_string() }})
    || ', such as that of ' || key_name || ' ' || example
    || '. A number is written with a point, if any, such as 1200.50.' as message
from counted
where unread_count > 0
{%- endset %}

{{ told_rows(unread) }}
