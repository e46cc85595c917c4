{#
    The customers whose data may be used for one purpose over one channel, with only the
    columns that it needs. The body of every customers_for_<purpose> view.

    Returns a relation body, one row per customer: customer_id, then the columns given.
    A customer without a granted state in consent_states isn't there: unknown is no. On a
    channel that contacts people, the column of that name (email for email, phone for sms
    and phone) is the address that the consent reaches, which need not be the golden one,
    and a customer without such an address isn't there either.

    purpose and channel are a row of the seed purposes. columns are columns of customers;
    one that points straight at a person is refused unless the channel lives by it.
#}
{% macro customers_for(purpose, channel, columns) -%}
    {{- _check_audience_columns(purpose, channel, columns) -}}
    {%- set contact_type = contact_types().get(channel) -%}

with

consent_states as (

    select
        customer_id,
        contact_value
    from {{ ref('consent_states') }}
    where
        purpose = '{{ purpose }}'
        and channel = '{{ channel }}'
        and is_granted
        {%- if contact_type %}
        and contact_value is not null
        {%- endif %}

),

customers as (

    select
        customer_id
        {%- for column in columns if column != contact_type %},
        {{ column }}
        {%- endfor %}
    from {{ ref('customers') }}

),

permitted as (

    select
        customers.customer_id
        {%- for column in columns %},
        {{ 'consent_states.contact_value as ' ~ column if column == contact_type
            else 'customers.' ~ column }}
        {%- endfor %}
    from customers
    inner join consent_states on customers.customer_id = consent_states.customer_id

)

select * from permitted
{%- endmacro %}

{# The columns of customers that point straight at a person. Returns a Jinja list. #}
{% macro _direct_columns() -%}
    {{ return([
        'given_name', 'middle_name', 'family_name', 'name_suffix', 'full_name',
        'date_of_birth', 'email', 'phone', 'street_address', 'national_id', 'loyalty_id',
    ]) }}
{%- endmacro %}

{#
    Raises a compiler error that lists the columns which an audience on this channel may
    not hold. Returns nothing.
#}
{% macro _check_audience_columns(purpose, channel, columns) -%}
    {% set names = ['given_name', 'middle_name', 'family_name', 'name_suffix', 'full_name'] %}
    {% set needed = names + [contact_types()[channel]] if channel in contact_types() else [] %}
    {% set refused = columns | select('in', _direct_columns()) | reject('in', needed) | list %}
    {% if refused %}
        {{ exceptions.raise_compiler_error(
            "customers_for('" ~ purpose ~ "', '" ~ channel ~ "'): the columns "
            ~ refused | join(', ') ~ " point straight at a person and this channel does not "
            ~ "need them; direct columns it may hold: " ~ (needed | join(', ') or 'none')
        ) }}
    {% endif %}
{%- endmacro %}
