using System.Globalization;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Networks;

/// <summary>
/// What a prompt's tags ask for (webui.md 7.3): &lt;lora:name:te:unet:dyn&gt; (also named te=, unet=, dyn=; "lyco" is the same) and
/// &lt;hypernet:name:multiplier&gt;. Tags of other types are ignored.
/// </summary>
/// <param name="Loras">In order; of a LoRA that is named twice both have the multipliers of the last, as in webui.</param>
/// <param name="Hypernetworks">In order.</param>
/// <param name="Faults">Sentences about tags with unreadable numbers; the networks of their type are left out, as in webui.</param>
public sealed record NetworkRequests(IReadOnlyList<LoraRequest> Loras, IReadOnlyList<HypernetworkRequest> Hypernetworks, IReadOnlyList<string> Faults)
{
    private static readonly string[] LoraTypes = ["lora", "lyco"];

    public static NetworkRequests Of(IReadOnlyList<NetworkTag> tags)
    {
        List<string> faults = [];

        // As in webui, which takes type after type in the order of their first tags.
        IEnumerable<NetworkTag> loras = tags.Where(tag => LoraTypes.Contains(tag.Type)).GroupBy(tag => tag.Type).SelectMany(group => group);
        List<LoraRequest> loraRequests = Read(loras, Lora, faults);
        List<HypernetworkRequest> hypernetworks = Read(tags.Where(tag => tag.Type == "hypernet"), Hypernetwork, faults);
        var last = loraRequests.GroupBy(request => request.Name).ToDictionary(group => group.Key, group => group.Last());
        return new NetworkRequests([.. loraRequests.Select(request => last[request.Name])], hypernetworks, faults);
    }

    /// <summary>One tag of a LoRA.</summary>
    /// <exception cref="FormatException">A number cannot be read.</exception>
    public static LoraRequest Lora(NetworkTag tag)
    {
        (IReadOnlyList<string> positional, IReadOnlyDictionary<string, string> named) = (tag.Positional, tag.Named);
        float text = Number(Find("te", 1)) ?? 1;
        float denoiser = Number(Find("unet", 2)) ?? text;
        return new LoraRequest(positional.Count > 0 ? positional[0] : "", text, denoiser, Find("dyn", 3) is string ranks ? Integer(ranks) : null);

        // webui reads the positional number even where a named one takes its place, so a bad one spoils the tag.
        string? Find(string name, int position)
        {
            string? given = position < positional.Count ? positional[position] : null;
            if (given is not null)
            {
                _ = name == "dyn" ? Integer(given) : Number(given);
            }

            return named.GetValueOrDefault(name, given!);
        }
    }

    private static HypernetworkRequest Hypernetwork(NetworkTag tag)
    {
        IReadOnlyList<string> positional = tag.Positional;
        return new HypernetworkRequest(positional.Count > 0 ? positional[0] : "", positional.Count > 1 ? Number(positional[1])!.Value : 1);
    }

    private static List<T> Read<T>(IEnumerable<NetworkTag> tags, Func<NetworkTag, T> read, List<string> faults)
    {
        List<T> requests = [];
        foreach (NetworkTag tag in tags)
        {
            try
            {
                requests.Add(read(tag));
            }
            catch (FormatException exception)
            {
                faults.Add($"<{tag.Type}:{string.Join(':', tag.Items)}>: {exception.Message} No {tag.Type} of this prompt is applied.");
                return [];
            }
        }

        return requests;
    }

    /// <summary>A Python float: blanks around it, exponents, "inf" and "nan" are allowed.</summary>
    private static float? Number(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string trimmed = text.Trim().ToLowerInvariant();
        return trimmed switch
        {
            "inf" or "+inf" or "infinity" or "+infinity" => float.PositiveInfinity,
            "-inf" or "-infinity" => float.NegativeInfinity,
            "nan" => float.NaN,
            _ => double.TryParse(trimmed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
                ? (float)number
                : throw new FormatException($"'{text}' is not a number."),
        };
    }

    private static int Integer(string text) => int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new FormatException($"'{text}' is not a whole number.");
}
