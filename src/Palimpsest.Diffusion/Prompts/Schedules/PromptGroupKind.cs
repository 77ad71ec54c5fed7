namespace Palimpsest.Diffusion.Prompts.Schedules;

internal enum PromptGroupKind
{
    /// <summary><c>(a)</c>, <c>(a:1.2)</c>, <c>[a]</c>: handed on to <see cref="Attention"/>.</summary>
    Emphasis,

    /// <summary><c>[from:to:when]</c> or <c>[to:when]</c>.</summary>
    Switch,

    /// <summary><c>[a|b]</c>.</summary>
    Alternation,
}
