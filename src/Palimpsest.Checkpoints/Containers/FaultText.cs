using System.Runtime.CompilerServices;
using System.Text;

namespace Palimpsest.Checkpoints;

/// <summary>The text of a failed check. It is put together only when the check fails, so that checks cost nothing on good files.</summary>
[InterpolatedStringHandler]
internal readonly ref struct FaultText
{
    private readonly StringBuilder? _text;

    public FaultText(int literalLength, int formattedCount, bool holds, out bool wanted)
    {
        wanted = !holds;
        _text = wanted ? new StringBuilder(literalLength + 16 * formattedCount) : null;
    }

    public void AppendLiteral(string text) => _text!.Append(text);

    public void AppendFormatted<T>(T value) => _text!.Append(value);

    public override string ToString() => _text!.ToString();
}
