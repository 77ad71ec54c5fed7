using System.Globalization;
using Palimpsest.Studio.Components.Controls;

namespace Palimpsest.Studio.Components.State;

/// <summary>A setting of the pages: what it is called, and what it does in a sentence. Names and ranges are those of webui's page.</summary>
/// <param name="Label">Its name beside the control.</param>
/// <param name="Sentence">For people who meet it for the first time.</param>
public sealed record Setting(string Label, string Sentence)
{
    /// <summary>The control's id; follows from the label, except where two controls of a page have the same one.</summary>
    public string Id { get; init; } = Slug.Of(Label);

    /// <summary>The smallest value; not for texts and switches.</summary>
    public double Least { get; init; }

    /// <summary>The largest value that the page allows.</summary>
    public double Most { get; init; }

    /// <summary>What one press of an arrow key changes.</summary>
    public double Step { get; init; } = 1;

    /// <summary>What is wrong with a value, for the place beside the field; null when nothing is.</summary>
    public string? Refusal(double value) => value >= Least && value <= Most
        ? Step == 1 && value != Math.Floor(value) ? $"{Label} is {Number(value)}, but must be a whole number." : null
        : $"{Label} is {Number(value)}, but must be between {Number(Least)} and {Number(Most)}.";

    /// <summary>A number as fields show it: 0.75, 20.</summary>
    public static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
