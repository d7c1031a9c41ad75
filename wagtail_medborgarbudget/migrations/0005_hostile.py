import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wagtail_medborgarbudget', '0004_voting_in_depth'),
    ]

    operations = [
        migrations.DeleteModel(
            name='VoteFollower',
        ),
        migrations.CreateModel(
            name='VoteFollower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64)),
                ('veiled_address', models.TextField()),
                ('lang', models.CharField(max_length=35, verbose_name='language')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='wagtail_medborgarbudget.vote')),
            ],
            options={
                'verbose_name': 'follower of a vote',
                'verbose_name_plural': 'followers of a vote',
                'constraints': [models.UniqueConstraint(fields=('vote', 'address_hash'), name='one_follower_per_address')],
            },
        ),
    ]
