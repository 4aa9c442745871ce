from django.forms.renderers import TemplatesSetting


class BootstrapItaliaRenderer(TemplatesSetting):
    """Forms in the design system's look, without a line in any form.

    The Django admin draws its fields with templates of its own and is untouched.
    """

    form_template_name = "_components/modulo.html"
    field_template_name = "_components/campo.html"
