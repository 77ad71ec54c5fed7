namespace Palimpsest.Studio.Components.Controls;

/// <summary>What is wrong in the fields of a page: what a field found while it was typed in, and what was refused when it was sent.</summary>
public sealed class FieldErrors
{
    private readonly OrderedDictionary<string, string> _typed = [];
    private readonly Dictionary<string, string> _refused = [];

    /// <summary>The first field that shows a wrong value, and why it is wrong; nothing is sent while there is one.</summary>
    public (string Field, string Message)? First => _typed.Count > 0 ? (_typed.GetAt(0).Key, _typed.GetAt(0).Value) : null;

    /// <summary>What is wrong in a field; null when nothing is.</summary>
    /// <param name="field">The control's id.</param>
    public string? Of(string field) => _typed.GetValueOrDefault(field) ?? _refused.GetValueOrDefault(field);

    /// <param name="field">The control's id.</param>
    /// <param name="message">Null: nothing is wrong any more.</param>
    public void Set(string field, string? message)
    {
        _refused.Remove(field);
        if (message is null)
        {
            _typed.Remove(field);
        }
        else
        {
            _typed[field] = message;
        }
    }

    /// <summary>The request was refused because of a field. It is shown until the field changes or another request is tried.</summary>
    public void Refuse(string field, string message) => _refused[field] = message;

    /// <summary>Another request is tried.</summary>
    public void ForgetRefusals() => _refused.Clear();
}
