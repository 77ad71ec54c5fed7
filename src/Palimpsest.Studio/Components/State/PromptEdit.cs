namespace Palimpsest.Studio.Components.State;

/// <summary>A prompt with what is selected in it: from <see cref="Start"/> up to, not including, <see cref="End"/>.</summary>
public sealed record PromptEdit(string Text, int Start, int End)
{
    public string Selected => Text[Start..End];
}
