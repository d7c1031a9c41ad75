import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import modelsearch.index
import re
import uuid
import wagtail.contrib.routable_page.models
import wagtail.fields
import wagtail.models.preview
import wagtail_medborgarbudget.method.criteria
import wagtail_medborgarbudget.method.steps
import wagtail_medborgarbudget.models.voting
import wagtail_medborgarbudget.models.wording
from django.conf import settings
import swapper
from django.db import migrations, models

# A site on Wagtail 8 may have a base page of its own.
PAGE = swapper.get_model_name("wagtailcore", "Page")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        swapper.dependency("wagtailcore", "Page"),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailimages', '0027_image_description'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', wagtail_medborgarbudget.models.wording.WordingField(default=wagtail_medborgarbudget.models.wording.Wording, verbose_name='name')),
                ('pot', models.PositiveBigIntegerField(default=500000, verbose_name='pot, kr')),
                ('cost_cap', models.PositiveBigIntegerField(blank=True, help_text="Only when it differs from the round's.", null=True, verbose_name='highest cost of a proposal here, kr')),
                ('population', models.PositiveIntegerField(blank=True, help_text='To show how many took part.', null=True, verbose_name='residents')),
            ],
            options={
                'verbose_name': 'area',
                'verbose_name_plural': 'areas',
                'ordering': ['sort_order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', wagtail_medborgarbudget.models.wording.WordingField(default=wagtail_medborgarbudget.models.wording.Wording, verbose_name='name')),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'ordering': ['sort_order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(help_text="For staff. Residents see the page's title.", max_length=200, verbose_name='name')),
                ('prefix', models.CharField(blank=True, help_text='GR26 gives ideas the numbers GR26-1, GR26-2 and so on.', max_length=12, validators=[django.core.validators.RegexValidator(re.compile('^[-a-zA-Z0-9_]+\\Z'), 'Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.', 'invalid')], verbose_name='prefix of idea numbers')),
                ('cost_cap', models.PositiveBigIntegerField(blank=True, default=200000, help_text='Leave empty when there is no cap.', null=True, verbose_name='highest cost of a proposal, kr')),
                ('who_may_suggest', wagtail_medborgarbudget.models.wording.WordingField(blank=True, default=wagtail_medborgarbudget.models.wording.Wording, verbose_name='who may hand in ideas')),
                ('diary_number', models.CharField(blank=True, max_length=60, verbose_name='diary number')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail residents can write to')),
                ('contact_phone', models.CharField(blank=True, max_length=40, verbose_name='phone residents can call')),
                ('ideas_per_contact', models.PositiveSmallIntegerField(blank=True, help_text='Leave empty when there is no limit.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='most ideas from one e-mail address')),
                ('captcha', models.CharField(choices=[('never', 'Never'), ('suspicious', 'When something looks suspicious'), ('always', 'Always')], default='never', help_text='A question in words. It is one more thing to do for every resident.', max_length=12, verbose_name='question that stops robots')),
                ('ideas_received', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'round',
                'verbose_name_plural': 'rounds',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AssessmentReviewTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'review of an assessment',
                'verbose_name_plural': 'reviews of assessments',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='CountReviewTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'check of a count',
                'verbose_name_plural': 'checks of counts',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('criteria', 'Criteria'), ('budget', 'Budget'), ('shortlist', 'Proposals to vote on'), ('result', 'Result')], max_length=12, verbose_name='what was decided')),
                ('body', models.CharField(blank=True, help_text='For instance the municipal board.', max_length=200, verbose_name='decided by')),
                ('date', models.DateField(blank=True, null=True, verbose_name='date')),
                ('paragraph', models.CharField(blank=True, max_length=30, verbose_name='paragraph (§)')),
                ('diary_number', models.CharField(blank=True, max_length=60, verbose_name='diary number')),
                ('link', models.URLField(blank=True, verbose_name='link to the minutes')),
                ('waived_because', models.TextField(blank=True, help_text='Instead of a decision. Residents can read it.', verbose_name='why no decision is needed')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtaildocs.document', verbose_name='document')),
                ('round', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='wagtail_medborgarbudget.round')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['date', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DecisionTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'political decision on a result',
                'verbose_name_plural': 'political decisions on results',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='FollowUpPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=PAGE)),
                ('intro', models.TextField(blank=True, help_text='Two or three sentences that stand first.', verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('text', 2), ('quote', 5), ('questions', 10), ('picture', 13), ('video', 18), ('downloads', 23), ('call_to_action', 29), ('key_dates', 31), ('contact', 36)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'ul', 'ol', 'link', 'document-link'], 'label': 'Text'}), 2: ('wagtail.blocks.StructBlock', [[('heading', 0), ('text', 1)]], {}), 3: ('wagtail.blocks.TextBlock', (), {'help_text': 'Without quotation marks.', 'label': 'Quotation'}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120}), 5: ('wagtail.blocks.StructBlock', [[('text', 3), ('who', 4)]], {}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'Question', 'max_length': 200}), 7: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'ul', 'ol', 'link', 'document-link'], 'label': 'Answer'}), 8: ('wagtail.blocks.StructBlock', [[('question', 6), ('answer', 7)]], {}), 9: ('wagtail.blocks.ListBlock', (8,), {'label': 'Questions', 'min_num': 1}), 10: ('wagtail.blocks.StructBlock', [[('heading', 0), ('questions', 9)]], {}), 11: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 13: ('wagtail.blocks.StructBlock', [[('image', 11), ('caption', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 150}), 15: ('wagtail.blocks.URLBlock', (), {'label': 'Address of the film'}), 16: ('wagtail.blocks.CharBlock', (), {'help_text': 'How long it is, and whether it has captions.', 'label': 'Note', 'max_length': 150, 'required': False}), 17: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Still picture', 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('title', 14), ('url', 15), ('note', 16), ('image', 17)]], {}), 19: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Document'}), 20: ('wagtail.blocks.CharBlock', (), {'help_text': "Leave empty to use the document's own title.", 'label': 'Title', 'max_length': 150, 'required': False}), 21: ('wagtail.blocks.StructBlock', [[('document', 19), ('title', 20)]], {}), 22: ('wagtail.blocks.ListBlock', (21,), {'label': 'Documents', 'min_num': 1}), 23: ('wagtail.blocks.StructBlock', [[('heading', 0), ('documents', 22)]], {}), 24: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 25: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'required': False, 'rows': 3}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'Text on the button', 'max_length': 60}), 27: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Leads to the page', 'required': False}), 28: ('wagtail.blocks.URLBlock', (), {'label': 'or to the address', 'required': False}), 29: ('wagtail.blocks.StructBlock', [[('heading', 24), ('text', 25), ('button', 26), ('page', 27), ('url', 28)]], {}), 30: ('wagtail.blocks.CharBlock', (), {'help_text': 'The dates come from the round, so they are right in every language.', 'label': 'Heading', 'max_length': 120, 'required': False}), 31: ('wagtail.blocks.StructBlock', [[('heading', 30)]], {}), 32: ('wagtail.blocks.CharBlock', (), {'label': 'Name', 'max_length': 120}), 33: ('wagtail.blocks.CharBlock', (), {'label': 'Role', 'max_length': 120, 'required': False}), 34: ('wagtail.blocks.EmailBlock', (), {'label': 'E-mail', 'required': False}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Phone', 'max_length': 40, 'required': False}), 36: ('wagtail.blocks.StructBlock', [[('name', 32), ('role', 33), ('email', 34), ('phone', 35)]], {})}, verbose_name='text')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'follow-up page',
                'verbose_name_plural': 'follow-up pages',
            },
            bases=(PAGE.lower(), models.Model),
        ),
        migrations.CreateModel(
            name='Idea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('number', models.PositiveIntegerField(editable=False, verbose_name='number')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='What is your idea called?')),
                ('what', models.TextField(max_length=4000, verbose_name='What do you want to do?')),
                ('where', models.CharField(blank=True, max_length=200, verbose_name='Where?')),
                ('why', models.TextField(blank=True, max_length=4000, verbose_name='Why is it good, and for whom?')),
                ('lang', models.CharField(default='sv', max_length=12, verbose_name='language the idea is written in')),
                ('state', models.CharField(choices=[('received', 'Waiting for a moderator'), ('needs_info', 'Waiting for the resident'), ('approved', 'Became a proposal'), ('declined', 'Does not go further')], default='received', editable=False, max_length=12, verbose_name='state')),
                ('answer', models.TextField(blank=True, editable=False, verbose_name='answer to the resident')),
                ('hidden', models.BooleanField(default=False, editable=False)),
                ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ideas', to='wagtail_medborgarbudget.area', verbose_name='area')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='wagtail_medborgarbudget.category', verbose_name='category')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
            ],
            options={
                'verbose_name': 'idea',
                'verbose_name_plural': 'ideas',
                'ordering': ['-received_at', '-pk'],
            },
            bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='IdeaOriginal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField()),
                ('received_at', models.DateTimeField(auto_now_add=True)),
                ('idea', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='original', to='wagtail_medborgarbudget.idea')),
            ],
            options={
                'verbose_name': 'idea as handed in',
                'verbose_name_plural': 'ideas as handed in',
            },
        ),
        migrations.CreateModel(
            name='IdeaReviewTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'review of an idea',
                'verbose_name_plural': 'reviews of ideas',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('stage', models.CharField(choices=[(wagtail_medborgarbudget.method.steps.Stage['WORKING'], 'Being worked on'), (wagtail_medborgarbudget.method.steps.Stage['ELIGIBLE'], 'Goes to the vote'), (wagtail_medborgarbudget.method.steps.Stage['NOT_ELIGIBLE'], 'Does not go further'), (wagtail_medborgarbudget.method.steps.Stage['MERGED'], 'Joined with another proposal'), (wagtail_medborgarbudget.method.steps.Stage['WITHDRAWN'], 'Withdrawn'), (wagtail_medborgarbudget.method.steps.Stage['FUNDED'], 'Gets money'), (wagtail_medborgarbudget.method.steps.Stage['RESERVE'], 'Reserve'), (wagtail_medborgarbudget.method.steps.Stage['NOT_FUNDED'], 'Did not fit in the budget'), (wagtail_medborgarbudget.method.steps.Stage['PLANNED'], 'Planned'), (wagtail_medborgarbudget.method.steps.Stage['UNDER_WAY'], 'Under way'), (wagtail_medborgarbudget.method.steps.Stage['PAUSED'], 'Paused'), (wagtail_medborgarbudget.method.steps.Stage['DONE'], 'Done'), (wagtail_medborgarbudget.method.steps.Stage['CANCELLED'], 'Will not be carried out')], default=wagtail_medborgarbudget.method.steps.Stage['WORKING'], editable=False, max_length=12, verbose_name='stage')),
                ('stage_since', models.DateField(auto_now_add=True, verbose_name='at this stage since')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('cost', models.PositiveBigIntegerField(blank=True, editable=False, null=True, verbose_name='cost, kr')),
                ('running_cost', models.PositiveBigIntegerField(blank=True, editable=False, null=True, verbose_name='cost per year, kr')),
                ('ballot_number', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='ballot number')),
                ('responsible', models.CharField(blank=True, help_text='Who carries it out.', max_length=200, verbose_name='responsible unit')),
                ('promised', models.DateField(blank=True, help_text='When residents can expect it.', null=True, verbose_name='promised by')),
                ('spent', models.PositiveBigIntegerField(editable=False, null=True, verbose_name='spent so far, kr')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='wagtail_medborgarbudget.area', verbose_name='area')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposals', to='wagtail_medborgarbudget.category', verbose_name='category')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='wagtail_medborgarbudget.round', verbose_name='round')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['ballot_number', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ProgressUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                ('status', models.CharField(choices=[(wagtail_medborgarbudget.method.steps.Stage['PLANNED'], 'Planned'), (wagtail_medborgarbudget.method.steps.Stage['UNDER_WAY'], 'Under way'), (wagtail_medborgarbudget.method.steps.Stage['PAUSED'], 'Paused'), (wagtail_medborgarbudget.method.steps.Stage['DONE'], 'Done'), (wagtail_medborgarbudget.method.steps.Stage['CANCELLED'], 'Will not be carried out')], max_length=12, verbose_name='status')),
                ('title', wagtail_medborgarbudget.models.wording.WordingField(default=wagtail_medborgarbudget.models.wording.Wording, verbose_name='heading')),
                ('text', wagtail_medborgarbudget.models.wording.WordingField(default=wagtail_medborgarbudget.models.wording.Wording, long=True, verbose_name='what has happened, and what comes next')),
                ('photo_alt', wagtail_medborgarbudget.models.wording.WordingField(blank=True, default=wagtail_medborgarbudget.models.wording.Wording, help_text='Read aloud to those who cannot see it.', verbose_name='what the photo shows')),
                ('spent', models.PositiveBigIntegerField(blank=True, help_text='Leave empty if unknown.', null=True, verbose_name='spent in all so far, kr')),
                ('photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='photo')),
                ('reported_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='wagtail_medborgarbudget.proposal', verbose_name='proposal')),
            ],
            options={
                'verbose_name': 'progress update',
                'verbose_name_plural': 'progress updates',
                'ordering': ['-date', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='idea',
            name='proposal',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ideas', to='wagtail_medborgarbudget.proposal', verbose_name='proposal'),
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('cost', models.PositiveBigIntegerField(blank=True, help_text='Without VAT, in whole kronor.', null=True, verbose_name='cost, kr')),
                ('running_cost', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='cost per year, kr')),
                ('cost_basis', wagtail_medborgarbudget.models.wording.WordingField(blank=True, default=wagtail_medborgarbudget.models.wording.Wording, help_text='Residents read it: what is included, and which prices were used.', long=True, verbose_name='how the cost was worked out')),
                ('summary', wagtail_medborgarbudget.models.wording.WordingField(blank=True, default=wagtail_medborgarbudget.models.wording.Wording, help_text='In a few plain sentences: what we came to, and what happens now.', long=True, verbose_name='answer to residents')),
                ('decided_on', models.DateField(editable=False, null=True, verbose_name='decided')),
                ('estimated_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='worked out by')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('proposal', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='assessment', to='wagtail_medborgarbudget.proposal')),
            ],
            options={
                'verbose_name': 'assessment',
                'verbose_name_plural': 'assessments',
                'ordering': ['pk'],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ProposalPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=PAGE)),
                ('intro', models.TextField(blank=True, help_text='Two or three sentences that stand first.', verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('text', 2), ('quote', 5), ('questions', 10), ('picture', 13), ('video', 18), ('downloads', 23), ('call_to_action', 29), ('key_dates', 31), ('contact', 36)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'ul', 'ol', 'link', 'document-link'], 'label': 'Text'}), 2: ('wagtail.blocks.StructBlock', [[('heading', 0), ('text', 1)]], {}), 3: ('wagtail.blocks.TextBlock', (), {'help_text': 'Without quotation marks.', 'label': 'Quotation'}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120}), 5: ('wagtail.blocks.StructBlock', [[('text', 3), ('who', 4)]], {}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'Question', 'max_length': 200}), 7: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'ul', 'ol', 'link', 'document-link'], 'label': 'Answer'}), 8: ('wagtail.blocks.StructBlock', [[('question', 6), ('answer', 7)]], {}), 9: ('wagtail.blocks.ListBlock', (8,), {'label': 'Questions', 'min_num': 1}), 10: ('wagtail.blocks.StructBlock', [[('heading', 0), ('questions', 9)]], {}), 11: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 13: ('wagtail.blocks.StructBlock', [[('image', 11), ('caption', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 150}), 15: ('wagtail.blocks.URLBlock', (), {'label': 'Address of the film'}), 16: ('wagtail.blocks.CharBlock', (), {'help_text': 'How long it is, and whether it has captions.', 'label': 'Note', 'max_length': 150, 'required': False}), 17: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Still picture', 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('title', 14), ('url', 15), ('note', 16), ('image', 17)]], {}), 19: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Document'}), 20: ('wagtail.blocks.CharBlock', (), {'help_text': "Leave empty to use the document's own title.", 'label': 'Title', 'max_length': 150, 'required': False}), 21: ('wagtail.blocks.StructBlock', [[('document', 19), ('title', 20)]], {}), 22: ('wagtail.blocks.ListBlock', (21,), {'label': 'Documents', 'min_num': 1}), 23: ('wagtail.blocks.StructBlock', [[('heading', 0), ('documents', 22)]], {}), 24: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 25: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'required': False, 'rows': 3}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'Text on the button', 'max_length': 60}), 27: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Leads to the page', 'required': False}), 28: ('wagtail.blocks.URLBlock', (), {'label': 'or to the address', 'required': False}), 29: ('wagtail.blocks.StructBlock', [[('heading', 24), ('text', 25), ('button', 26), ('page', 27), ('url', 28)]], {}), 30: ('wagtail.blocks.CharBlock', (), {'help_text': 'The dates come from the round, so they are right in every language.', 'label': 'Heading', 'max_length': 120, 'required': False}), 31: ('wagtail.blocks.StructBlock', [[('heading', 30)]], {}), 32: ('wagtail.blocks.CharBlock', (), {'label': 'Name', 'max_length': 120}), 33: ('wagtail.blocks.CharBlock', (), {'label': 'Role', 'max_length': 120, 'required': False}), 34: ('wagtail.blocks.EmailBlock', (), {'label': 'E-mail', 'required': False}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Phone', 'max_length': 40, 'required': False}), 36: ('wagtail.blocks.StructBlock', [[('name', 32), ('role', 33), ('email', 34), ('phone', 35)]], {})}, verbose_name='text')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture')),
                ('proposal', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='wagtail_medborgarbudget.proposal', to_field='key')),
            ],
            options={
                'verbose_name': 'proposal page',
                'verbose_name_plural': 'proposal pages',
            },
            bases=(PAGE.lower(), models.Model),
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[(wagtail_medborgarbudget.method.steps.Step['CRITERIA'], 'Criteria'), (wagtail_medborgarbudget.method.steps.Step['MARKETING'], 'Spreading the word'), (wagtail_medborgarbudget.method.steps.Step['IDEAS'], 'Ideas'), (wagtail_medborgarbudget.method.steps.Step['REVIEW'], 'Working on the ideas'), (wagtail_medborgarbudget.method.steps.Step['VOTE'], 'Voting'), (wagtail_medborgarbudget.method.steps.Step['DECISION'], 'Political decision'), (wagtail_medborgarbudget.method.steps.Step['BUILD'], 'Implementation'), (wagtail_medborgarbudget.method.steps.Step['FOLLOW_UP'], 'Follow-up')], max_length=12, verbose_name='step')),
                ('first', models.DateField(verbose_name='first day')),
                ('last', models.DateField(verbose_name='last day')),
                ('note', wagtail_medborgarbudget.models.wording.WordingField(blank=True, default=wagtail_medborgarbudget.models.wording.Wording, help_text='Shown beside the dates, for instance when something is late.', verbose_name='note')),
                ('round', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='periods', to='wagtail_medborgarbudget.round')),
            ],
            options={
                'verbose_name': 'period',
                'verbose_name_plural': 'periods',
                'ordering': ['first', 'last', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='idea',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ideas', to='wagtail_medborgarbudget.round', verbose_name='round'),
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('builtin', models.CharField(blank=True, editable=False, max_length=12)),
                ('title', wagtail_medborgarbudget.models.wording.WordingField(default=wagtail_medborgarbudget.models.wording.Wording, verbose_name='criterion')),
                ('help_text', wagtail_medborgarbudget.models.wording.WordingField(blank=True, default=wagtail_medborgarbudget.models.wording.Wording, long=True, verbose_name='explanation')),
                ('answer_type', models.CharField(choices=[('yes_no', 'Yes or no'), ('amount', 'Amount'), ('yearly_amount', 'Amount per year')], default='yes_no', max_length=16, verbose_name='kind of answer')),
                ('hard', models.BooleanField(default=True, help_text='A proposal that does not meet it cannot go to the vote.', verbose_name='must be met')),
                ('round', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='wagtail_medborgarbudget.round')),
            ],
            options={
                'verbose_name': 'criterion',
                'verbose_name_plural': 'criteria',
                'ordering': ['-builtin', 'sort_order', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='category',
            name='round',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='categories', to='wagtail_medborgarbudget.round'),
        ),
        migrations.AddField(
            model_name='area',
            name='round',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='wagtail_medborgarbudget.round'),
        ),
        migrations.CreateModel(
            name='RoundPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=PAGE)),
                ('intro', models.TextField(blank=True, help_text='Two or three sentences that stand first.', verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('text', 2), ('quote', 5), ('questions', 10), ('picture', 13), ('video', 18), ('downloads', 23), ('call_to_action', 29), ('key_dates', 31), ('contact', 36)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'ul', 'ol', 'link', 'document-link'], 'label': 'Text'}), 2: ('wagtail.blocks.StructBlock', [[('heading', 0), ('text', 1)]], {}), 3: ('wagtail.blocks.TextBlock', (), {'help_text': 'Without quotation marks.', 'label': 'Quotation'}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120}), 5: ('wagtail.blocks.StructBlock', [[('text', 3), ('who', 4)]], {}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'Question', 'max_length': 200}), 7: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'ul', 'ol', 'link', 'document-link'], 'label': 'Answer'}), 8: ('wagtail.blocks.StructBlock', [[('question', 6), ('answer', 7)]], {}), 9: ('wagtail.blocks.ListBlock', (8,), {'label': 'Questions', 'min_num': 1}), 10: ('wagtail.blocks.StructBlock', [[('heading', 0), ('questions', 9)]], {}), 11: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 13: ('wagtail.blocks.StructBlock', [[('image', 11), ('caption', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 150}), 15: ('wagtail.blocks.URLBlock', (), {'label': 'Address of the film'}), 16: ('wagtail.blocks.CharBlock', (), {'help_text': 'How long it is, and whether it has captions.', 'label': 'Note', 'max_length': 150, 'required': False}), 17: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Still picture', 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('title', 14), ('url', 15), ('note', 16), ('image', 17)]], {}), 19: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Document'}), 20: ('wagtail.blocks.CharBlock', (), {'help_text': "Leave empty to use the document's own title.", 'label': 'Title', 'max_length': 150, 'required': False}), 21: ('wagtail.blocks.StructBlock', [[('document', 19), ('title', 20)]], {}), 22: ('wagtail.blocks.ListBlock', (21,), {'label': 'Documents', 'min_num': 1}), 23: ('wagtail.blocks.StructBlock', [[('heading', 0), ('documents', 22)]], {}), 24: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 25: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'required': False, 'rows': 3}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'Text on the button', 'max_length': 60}), 27: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Leads to the page', 'required': False}), 28: ('wagtail.blocks.URLBlock', (), {'label': 'or to the address', 'required': False}), 29: ('wagtail.blocks.StructBlock', [[('heading', 24), ('text', 25), ('button', 26), ('page', 27), ('url', 28)]], {}), 30: ('wagtail.blocks.CharBlock', (), {'help_text': 'The dates come from the round, so they are right in every language.', 'label': 'Heading', 'max_length': 120, 'required': False}), 31: ('wagtail.blocks.StructBlock', [[('heading', 30)]], {}), 32: ('wagtail.blocks.CharBlock', (), {'label': 'Name', 'max_length': 120}), 33: ('wagtail.blocks.CharBlock', (), {'label': 'Role', 'max_length': 120, 'required': False}), 34: ('wagtail.blocks.EmailBlock', (), {'label': 'E-mail', 'required': False}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Phone', 'max_length': 40, 'required': False}), 36: ('wagtail.blocks.StructBlock', [[('name', 32), ('role', 33), ('email', 34), ('phone', 35)]], {})}, verbose_name='text')),
                ('slogan', models.CharField(blank=True, max_length=120, verbose_name='slogan')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture')),
                ('round', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='wagtail_medborgarbudget.round', to_field='key')),
            ],
            options={
                'verbose_name': 'round page',
                'verbose_name_plural': 'round pages',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, PAGE.lower(), models.Model),
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('method', models.CharField(choices=[('approval', 'Choose several proposals'), ('single', 'Choose one proposal')], default='approval', max_length=12, verbose_name='how residents vote')),
                ('most', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1)], verbose_name='most proposals on one ballot')),
                ('least', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='fewest proposals on one ballot')),
                ('who_may_vote', wagtail_medborgarbudget.models.wording.WordingField(blank=True, default=wagtail_medborgarbudget.models.wording.Wording, verbose_name='who may vote')),
                ('voting_age', models.PositiveSmallIntegerField(blank=True, help_text='Leave empty when there is no age limit.', null=True, verbose_name='votes from the year one turns')),
                ('ways', models.JSONField(blank=True, default=wagtail_medborgarbudget.models.voting.default_ways, verbose_name='how voters are identified')),
                ('no_paper_because', wagtail_medborgarbudget.models.wording.WordingField(blank=True, default=wagtail_medborgarbudget.models.wording.Wording, help_text='Needed before the vote can open. Residents can read it.', long=True, verbose_name='why there is no way to vote without a computer')),
                ('rule', models.CharField(choices=[('skip', 'Most votes first; what does not fit is passed over'), ('no_skip', 'Most votes first; stop at the first that does not fit')], default='skip', max_length=12, verbose_name='who gets money')),
                ('tie_break', models.CharField(choices=[('cheaper', 'The cheaper proposal goes first, then the lot'), ('lot', 'The lot alone')], default='cheaper', max_length=12, verbose_name='when proposals get as many votes')),
                ('threshold', models.PositiveIntegerField(default=0, help_text='0 when there is no threshold.', verbose_name='votes a proposal needs at least')),
                ('threshold_percent', models.DecimalField(decimal_places=2, default=0, help_text='0 when there is no threshold.', max_digits=5, verbose_name='share of the voters a proposal needs at least, per cent')),
                ('remark', models.TextField(blank=True, editable=False)),
                ('opened_at', models.DateTimeField(editable=False, null=True, verbose_name='ballot fixed')),
                ('lot_seed', models.CharField(blank=True, editable=False, max_length=64)),
                ('lot', models.JSONField(default=list, editable=False)),
                ('key_fingerprint', models.CharField(blank=True, editable=False, max_length=64)),
                ('box_closed_at', models.DateTimeField(editable=False, null=True, verbose_name='ballot box closed')),
                ('turnout', models.JSONField(default=list, editable=False)),
                ('receipts', models.JSONField(default=list, editable=False)),
                ('round', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='vote', to='wagtail_medborgarbudget.round', verbose_name='round')),
            ],
            options={
                'verbose_name': 'vote',
                'verbose_name_plural': 'votes',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('counted', models.JSONField(editable=False)),
                ('inputs_hash', models.CharField(editable=False, max_length=64, verbose_name='hash of what was counted')),
                ('counted_at', models.DateTimeField(auto_now_add=True, verbose_name='counted')),
                ('comment', wagtail_medborgarbudget.models.wording.WordingField(blank=True, default=wagtail_medborgarbudget.models.wording.Wording, help_text='Residents read it: thanks, what happens now, whom to ask.', long=True, verbose_name='words beside the result')),
                ('counted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='counted by')),
                ('decision', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='wagtail_medborgarbudget.decision', verbose_name='political decision')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('vote', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='wagtail_medborgarbudget.vote')),
            ],
            options={
                'verbose_name': 'result',
                'verbose_name_plural': 'results',
                'ordering': ['-counted_at', '-pk'],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='EmailChallenge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voter_key', models.CharField(max_length=64)),
                ('code_hash', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='challenges', to='wagtail_medborgarbudget.vote')),
            ],
            options={
                'verbose_name': 'e-mail code',
                'verbose_name_plural': 'e-mail codes',
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('handle', models.CharField(max_length=64, null=True)),
                ('choices', models.TextField()),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='wagtail_medborgarbudget.vote')),
            ],
            options={
                'verbose_name': 'ballot',
                'verbose_name_plural': 'ballots',
            },
        ),
        migrations.CreateModel(
            name='VoterMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voter_key', models.CharField(max_length=64)),
                ('day', models.DateField()),
                ('channel', models.CharField(max_length=30)),
                ('receipt_hash', models.CharField(max_length=64)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='wagtail_medborgarbudget.vote')),
            ],
            options={
                'verbose_name': 'voter mark',
                'verbose_name_plural': 'voter marks',
            },
        ),
        migrations.CreateModel(
            name='VoteSalt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.BinaryField(max_length=32)),
                ('vote', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='salt', to='wagtail_medborgarbudget.vote')),
            ],
            options={
                'verbose_name': 'vote salt',
                'verbose_name_plural': 'vote salts',
            },
        ),
        migrations.CreateModel(
            name='VotingPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=PAGE)),
                ('intro', models.TextField(blank=True, help_text='Two or three sentences that stand first.', verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('text', 2), ('quote', 5), ('questions', 10), ('picture', 13), ('video', 18), ('downloads', 23), ('call_to_action', 29), ('key_dates', 31), ('contact', 36)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'ul', 'ol', 'link', 'document-link'], 'label': 'Text'}), 2: ('wagtail.blocks.StructBlock', [[('heading', 0), ('text', 1)]], {}), 3: ('wagtail.blocks.TextBlock', (), {'help_text': 'Without quotation marks.', 'label': 'Quotation'}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120}), 5: ('wagtail.blocks.StructBlock', [[('text', 3), ('who', 4)]], {}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'Question', 'max_length': 200}), 7: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'ul', 'ol', 'link', 'document-link'], 'label': 'Answer'}), 8: ('wagtail.blocks.StructBlock', [[('question', 6), ('answer', 7)]], {}), 9: ('wagtail.blocks.ListBlock', (8,), {'label': 'Questions', 'min_num': 1}), 10: ('wagtail.blocks.StructBlock', [[('heading', 0), ('questions', 9)]], {}), 11: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 13: ('wagtail.blocks.StructBlock', [[('image', 11), ('caption', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 150}), 15: ('wagtail.blocks.URLBlock', (), {'label': 'Address of the film'}), 16: ('wagtail.blocks.CharBlock', (), {'help_text': 'How long it is, and whether it has captions.', 'label': 'Note', 'max_length': 150, 'required': False}), 17: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Still picture', 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('title', 14), ('url', 15), ('note', 16), ('image', 17)]], {}), 19: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Document'}), 20: ('wagtail.blocks.CharBlock', (), {'help_text': "Leave empty to use the document's own title.", 'label': 'Title', 'max_length': 150, 'required': False}), 21: ('wagtail.blocks.StructBlock', [[('document', 19), ('title', 20)]], {}), 22: ('wagtail.blocks.ListBlock', (21,), {'label': 'Documents', 'min_num': 1}), 23: ('wagtail.blocks.StructBlock', [[('heading', 0), ('documents', 22)]], {}), 24: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 25: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'required': False, 'rows': 3}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'Text on the button', 'max_length': 60}), 27: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Leads to the page', 'required': False}), 28: ('wagtail.blocks.URLBlock', (), {'label': 'or to the address', 'required': False}), 29: ('wagtail.blocks.StructBlock', [[('heading', 24), ('text', 25), ('button', 26), ('page', 27), ('url', 28)]], {}), 30: ('wagtail.blocks.CharBlock', (), {'help_text': 'The dates come from the round, so they are right in every language.', 'label': 'Heading', 'max_length': 120, 'required': False}), 31: ('wagtail.blocks.StructBlock', [[('heading', 30)]], {}), 32: ('wagtail.blocks.CharBlock', (), {'label': 'Name', 'max_length': 120}), 33: ('wagtail.blocks.CharBlock', (), {'label': 'Role', 'max_length': 120, 'required': False}), 34: ('wagtail.blocks.EmailBlock', (), {'label': 'E-mail', 'required': False}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Phone', 'max_length': 40, 'required': False}), 36: ('wagtail.blocks.StructBlock', [[('name', 32), ('role', 33), ('email', 34), ('phone', 35)]], {})}, verbose_name='text')),
                ('thanks', models.TextField(blank=True, help_text='Shown when a ballot has been sent.', verbose_name='words on the receipt')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture')),
                ('vote', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='wagtail_medborgarbudget.vote', to_field='key')),
            ],
            options={
                'verbose_name': 'voting page',
                'verbose_name_plural': 'voting pages',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, PAGE.lower(), models.Model),
        ),
        migrations.CreateModel(
            name='CriterionAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(blank=True, choices=[(wagtail_medborgarbudget.method.criteria.Answer['UNANSWERED'], 'Not answered yet'), (wagtail_medborgarbudget.method.criteria.Answer['MET'], 'Met'), (wagtail_medborgarbudget.method.criteria.Answer['NOT_MET'], 'Not met'), (wagtail_medborgarbudget.method.criteria.Answer['NEEDS_WORK'], 'Needs work')], default='', max_length=12, verbose_name='answer')),
                ('reason', wagtail_medborgarbudget.models.wording.WordingField(blank=True, default=wagtail_medborgarbudget.models.wording.Wording, help_text='Residents read it.', long=True, verbose_name='reason')),
                ('assessment', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='wagtail_medborgarbudget.assessment')),
                ('criterion', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='wagtail_medborgarbudget.criterion')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ['-criterion__builtin', 'criterion__sort_order', 'criterion_id'],
                'constraints': [models.UniqueConstraint(fields=('assessment', 'criterion'), name='one_answer_per_criterion')],
            },
        ),
        migrations.CreateModel(
            name='IdeaContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='Your name')),
                ('email', models.EmailField(max_length=254, verbose_name='Your e-mail address')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Your phone number')),
                ('show_name', models.BooleanField(default=False, verbose_name='Yes, show my name beside the idea')),
                ('idea', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact', to='wagtail_medborgarbudget.idea')),
            ],
            options={
                'verbose_name': 'contact for an idea',
                'verbose_name_plural': 'contacts for ideas',
                'indexes': [models.Index(fields=['email'], name='idea_contact_by_email')],
            },
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['round', 'stage'], name='proposal_by_round_and_stage'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('ballot_number__isnull', False)), fields=('round', 'ballot_number'), name='one_proposal_per_ballot_number'),
        ),
        migrations.AddIndex(
            model_name='period',
            index=models.Index(fields=['step', 'first', 'last'], name='period_by_step_and_days'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.UniqueConstraint(fields=('round', 'step'), name='one_period_per_step', violation_error_message='The step has dates already.'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='period_ends_after_it_begins', violation_error_message='The last day must not be before the first.'),
        ),
        migrations.AddIndex(
            model_name='idea',
            index=models.Index(fields=['round', 'state'], name='idea_by_round_and_state'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.UniqueConstraint(fields=('round', 'number'), name='one_idea_per_number'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(condition=models.Q(('builtin', ''), _negated=True), fields=('round', 'builtin'), name='one_builtin_criterion_per_round'),
        ),
        migrations.AddConstraint(
            model_name='emailchallenge',
            constraint=models.UniqueConstraint(fields=('vote', 'voter_key'), name='one_code_per_voter'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.UniqueConstraint(fields=('vote', 'handle'), name='one_ballot_per_voter'),
        ),
        migrations.AddConstraint(
            model_name='votermark',
            constraint=models.UniqueConstraint(fields=('vote', 'voter_key'), name='one_mark_per_voter'),
        ),
    ]
