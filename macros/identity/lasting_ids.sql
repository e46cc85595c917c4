{#
    What the graphs whose groups have ids that last call their columns: customers are groups
    of records, households are groups of customers, accounts are groups of account records.
    A stay of a customer in an account is one more (account_members), without a cluster.

    Returns a Jinja dict: key and id, the columns that name a member; group, the column that
    names its group; thing, the word for a group; prefix, what the group's ids begin with.
#}
{% macro lasting_ids(graph) -%}
    {% set graphs = {
        'customers': {
            'key': 'record_key', 'id': 'record_id', 'group': 'customer_id',
            'thing': 'customer', 'prefix': 'cus',
        },
        'households': {
            'key': 'customer_key', 'id': 'customer_id', 'group': 'household_id',
            'thing': 'household', 'prefix': 'hh',
        },
        'accounts': {
            'key': 'account_record_key', 'id': 'account_record_id', 'group': 'account_id',
            'thing': 'account', 'prefix': 'acc',
        },
        'account_members': {
            'key': 'customer_key', 'id': 'customer_id', 'group': 'account_id',
            'thing': 'account', 'prefix': 'acc',
        },
    } %}
    {% if graph not in graphs %}
        {{ exceptions.raise_compiler_error(
            "lasting_ids: there is no graph '" ~ graph ~ "'; there are "
            ~ graphs | join(', ')
        ) }}
    {% endif %}
    {{ return(graphs[graph]) }}
{%- endmacro %}
