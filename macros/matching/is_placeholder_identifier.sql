{#
    Whether an identifier is what people type to get past a form: one digit or letter three
    times or more, nothing but zeros, a run of digits, a mailbox that says that there is
    none. 7 and 11 may be the numbers of somebody's card.

    Returns a SQL expression, boolean; both arguments are SQL expressions that are not
    NULL: the identifier type and its key form.
#}
{% macro is_placeholder_identifier(identifier_type, identifier_value) -%}
    {%- set users = [
        'test', 'tester', 'testing', 'none', 'noemail', 'nomail', 'no-email', 'no_email',
        'no.email', 'na', 'n.a', 'n-a', 'null', 'unknown', 'noreply', 'no-reply', 'no_reply',
        'donotreply', 'do-not-reply', 'asdf', 'asd', 'qwerty', 'xxx', 'aaa',
        'nobody', 'anonymous', 'fake',
        'declined', 'refused', 'notgiven', 'notprovided', 'noneprovided', 'dummy',
    ] -%}
    {%- set runs = ['0123456789', '1234567890', '123456789', '12345678', '1234567', '9876543210', '987654321'] -%}
    (
        (
            {{ identifier_type }} = 'email'
            and split_part({{ identifier_value }}, '@', 1) in ({% for user in users %}'{{ user }}'{{ ', ' if not loop.last }}{% endfor %})
        )
        or (
            {{ identifier_type }} <> 'email'
            and (
                (
                    length({{ identifier_value }}) >= 3
                    and length(replace(
                        {{ identifier_value }}, substr({{ identifier_value }}, length({{ identifier_value }}), 1), ''
                    )) = 0
                )
                or {{ identifier_value }} in ('0', '00')
                or (
                    {{ identifier_type }} = 'phone'
                    and length(replace(
                        substr({{ identifier_value }}, length({{ identifier_value }}) - 6),
                        substr({{ identifier_value }}, length({{ identifier_value }}), 1), ''
                    )) = 0
                )
{%- for run in runs %}
                or replace({{ identifier_value }}, '+', '') in ('{{ run }}', '1{{ run }}')
{%- endfor %}
            )
        )
    )
{%- endmacro %}
