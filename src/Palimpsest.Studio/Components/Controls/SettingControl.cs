using Microsoft.AspNetCore.Components;
using Palimpsest.Studio.Components.State;

namespace Palimpsest.Studio.Components.Controls;

/// <summary>A control of one setting: its ids follow from the label, its hint is the setting's sentence, and what is wrong with it stands beside it.</summary>
public abstract class SettingControl : ComponentBase
{
    [Parameter, EditorRequired]
    public required Setting Setting { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    [CascadingParameter]
    public FieldErrors? Errors { get; set; }

    protected string Id => Setting.Id;

    protected string HintId => Id + "-hint";

    /// <summary>What is wrong with the value; null when nothing is.</summary>
    protected virtual string? Error => Errors?.Of(Id);

    protected string Invalid => Error is null ? "false" : "true";

    protected string Described => Error is null ? HintId : $"{Id}-error {HintId}";
}
