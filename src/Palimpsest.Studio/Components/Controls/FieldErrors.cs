namespace Palimpsest.Studio.Components.Controls;

/// <summary>What is wrong in the fields of a page, so that nothing is sent while a field shows an error.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string> _messages = [];

    public IReadOnlyCollection<string> All => _messages.Values;

    /// <param name="field">The control's id.</param>
    /// <param name="message">Null: nothing is wrong any more.</param>
    public void Set(string field, string? message)
    {
        if (message is null)
        {
            _messages.Remove(field);
        }
        else
        {
            _messages[field] = message;
        }
    }
}
