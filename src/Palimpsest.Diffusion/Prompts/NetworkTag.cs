namespace Palimpsest.Diffusion.Prompts;

/// <summary>A tag such as <c>&lt;lora:name:0.8:te=0.5&gt;</c> in a prompt.</summary>
/// <param name="Type">The word before the first colon, as written.</param>
/// <param name="Items">What stands between the colons after it.</param>
public sealed record NetworkTag(string Type, IReadOnlyList<string> Items)
{
    /// <summary>The items without a name, in order.</summary>
    public IReadOnlyList<string> Positional => [.. Items.Where(item => !IsNamed(item))];

    /// <summary>The items <c>key=value</c>; of equal keys the last one counts. An item with more than one equals sign is positional.</summary>
    public IReadOnlyDictionary<string, string> Named
    {
        get
        {
            var named = new Dictionary<string, string>();
            foreach (string item in Items.Where(IsNamed))
            {
                int equals = item.IndexOf('=');
                named[item[..equals]] = item[(equals + 1)..];
            }

            return named;
        }
    }

    private static bool IsNamed(string item) => item.Count(c => c == '=') == 1;
}
