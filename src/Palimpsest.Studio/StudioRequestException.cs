namespace Palimpsest.Studio;

/// <summary>A request cannot be carried out as it was given. The message is for the person who sent it: what, where, what to do.</summary>
/// <param name="message">Ends with a full stop.</param>
/// <param name="name">The field's name, see <see cref="Field"/>.</param>
public sealed class StudioRequestException(string message, string? name = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The field that is wrong, by webui's name ("steps", "init_images"), or null when it is none in particular.</summary>
    public string? Field { get; } = name;
}
