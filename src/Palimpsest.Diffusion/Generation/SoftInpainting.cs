using System.Text.Json;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// webui's always-on script "Soft inpainting" (webui.md 2.10): latents are blended by degrees while sampling, and the finished picture is laid over the
/// original where the two differ. Names in the descriptions are the script's; its page's ranges are not enforced, as in webui's API.
/// </summary>
public sealed record SoftInpainting
{
    /// <summary>Schedule bias, 0 to 8 on webui's page: above 1 keeps the original longer, below 1 less long.</summary>
    public PythonNumber ScheduleBias { get; init; } = 1;

    /// <summary>Preservation strength, 0 to 8: how strongly partly masked places keep to the original.</summary>
    public PythonNumber PreservationStrength { get; init; } = 0.5;

    /// <summary>Transition contrast boost, 1 to 32: keeps blended latents as strong as the stronger of both.</summary>
    public PythonNumber TransitionContrastBoost { get; init; } = 4;

    /// <summary>Mask influence, 0 to 1: how much the mask itself counts in the final blend.</summary>
    public PythonNumber MaskInfluence { get; init; } = 0;

    /// <summary>Difference threshold, 0 to 8: by how much latents must differ for the new picture to show half.</summary>
    public PythonNumber DifferenceThreshold { get; init; } = 0.5;

    /// <summary>Difference contrast, 0 to 8: how sharp that threshold is.</summary>
    public PythonNumber DifferenceContrast { get; init; } = 2;

    /// <summary>
    /// The script's arguments as webui's API has them: enabled, then the values in the order of the properties; missing ones keep their defaults. Anything
    /// that Python takes for true enables it, an object too (its fields then do not count).
    /// </summary>
    /// <returns>Null when the script is off.</returns>
    /// <exception cref="GenerationException">A value is no number.</exception>
    public static SoftInpainting? OfArguments(IReadOnlyList<JsonElement> arguments)
    {
        if (arguments.Count == 0 || !IsTrue(arguments[0]))
        {
            return null;
        }

        var defaults = new SoftInpainting();
        return new SoftInpainting
        {
            ScheduleBias = Number(1, defaults.ScheduleBias),
            PreservationStrength = Number(2, defaults.PreservationStrength),
            TransitionContrastBoost = Number(3, defaults.TransitionContrastBoost),
            MaskInfluence = Number(4, defaults.MaskInfluence),
            DifferenceThreshold = Number(5, defaults.DifferenceThreshold),
            DifferenceContrast = Number(6, defaults.DifferenceContrast),
        };

        PythonNumber Number(int index, PythonNumber fallback)
        {
            if (index >= arguments.Count)
            {
                return fallback;
            }

            JsonElement value = arguments[index];
            return value.ValueKind != JsonValueKind.Number
                ? throw new GenerationException($"Argument {index} of Soft inpainting is {value.GetRawText()}, but must be a number.")
                : value.TryGetInt64(out long whole) && !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? (PythonNumber)whole : value.GetDouble();
        }
    }

    /// <exception cref="GenerationException">A value is not finite, negative, or leaves no blend.</exception>
    internal void Validate()
    {
        Check("schedule bias", ScheduleBias);
        Check("preservation strength", PreservationStrength);
        Check("transition contrast boost", TransitionContrastBoost);
        Check("mask influence", MaskInfluence);
        Check("difference threshold", DifferenceThreshold);
        Check("difference contrast", DifferenceContrast);
        if (TransitionContrastBoost.IsZero)
        {
            throw new GenerationException("Soft inpainting transition contrast boost is 0, but must be above 0; webui's page has 1 to 32.");
        }
    }

    private static void Check(string field, PythonNumber number)
    {
        if (!double.IsFinite(number.Value) || number.Value < 0)
        {
            throw new GenerationException($"Soft inpainting {field} is {number}, but must be a number from 0 on.");
        }
    }

    private static bool IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => false,
    };
}
