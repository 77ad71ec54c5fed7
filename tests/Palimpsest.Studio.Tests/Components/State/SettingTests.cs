using Palimpsest.Studio.Components.Controls;
using Palimpsest.Studio.Components.State;

namespace Palimpsest.Studio.Tests.Components.State;

public sealed class SettingTests
{
    [Theory]
    [InlineData(0, "Sampling steps is 0, but must be between 1 and 150.")]
    [InlineData(151, "Sampling steps is 151, but must be between 1 and 150.")]
    [InlineData(2.5, "Sampling steps is 2.5, but must be a whole number.")]
    [InlineData(double.NaN, "Sampling steps is NaN, but must be between 1 and 150.")]
    [InlineData(20, null)]
    public void A_value_that_is_not_allowed_is_told_with_its_range(double value, string? expected) => Assert.Equal(expected, SettingTable.Steps.Refusal(value));

    [Fact]
    public void Every_setting_is_explained_in_a_sentence_and_has_an_id_of_its_own()
    {
        List<Setting> all = [.. SettingTable.BySubject.SelectMany(subject => subject.Settings)];
        Assert.All(all, setting => Assert.EndsWith(".", setting.Sentence));
        Assert.Equal(all.Count, all.Select(setting => Slug.Of(setting.Label)).Distinct().Count());
    }

    [Fact]
    public void Defaults_of_the_pages_are_allowed()
    {
        var form = new StudioForm();
        Assert.Null(SettingTable.Steps.Refusal(form.Steps));
        Assert.Null(SettingTable.Cfg.Refusal(form.Cfg));
        Assert.Null(SettingTable.Denoising.Refusal(form.Denoising));
        Assert.Null(SettingTable.Width.Refusal(form.Width));
        Assert.Null(SettingTable.Seed.Refusal(form.Seed));
        Assert.Null(SettingTable.MaskBlur.Refusal(form.MaskBlur));
        Assert.Null(SettingTable.HiresScale.Refusal(form.HiresScale));
    }
}
