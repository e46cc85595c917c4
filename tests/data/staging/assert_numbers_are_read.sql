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
    {% set checks = [] -%}
    {% for column in amounts + counts -%}
        {% set number = landed_number(source_name, table_name, column) -%}
        {% set is_unread = (whole_number(number) if column in counts else number) ~ ' is null' -%}
        {% set fault = 'no whole number' if column in counts else 'no number' -%}
        {% if column in needed.get(source_name ~ '_' ~ table_name, []) -%}
            {% do checks.append((column, is_unread, fault ~ ', or missing,')) %}
        {%- else -%}
            {% do checks.append((
                column, is_unread ~ ' and ' ~ trimmed(column) ~ ' is not null', fault,
            )) %}
        {%- endif %}
    {%- endfor %}
    {% do watched.append((source_name, table_name, key, checks)) %}
{%- endfor -%}

{% set unread -%}
with

unread as (

    {{ unread_values(watched) | indent(4) }}

)

select
    'Table ' || dataset || ', column ' || column_name || ': values that are ' || fault
    || ' and count as not known: ' || cast(unread_count as {{ dbt.type_string() }})
    || ', such as that of ' || key_name || ' ' || example
    || '. A number is written with a point, if any, such as 1200.50.' as message
from unread
where unread_count > 0
{%- endset %}

{{ told_rows(unread) }}
