using Microsoft.AspNetCore.Components;
using Palimpsest.Studio.Components.State;

namespace Palimpsest.Studio.Components.Controls;

/// <summary>A control of one setting: its ids follow from the label, its hint is the setting's sentence.</summary>
public abstract class SettingControl : ComponentBase
{
    [Parameter, EditorRequired]
    public required Setting Setting { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    protected string Id => Slug.Of(Setting.Label);

    protected string HintId => Id + "-hint";
}
