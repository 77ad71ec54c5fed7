using System.Text.Json.Nodes;

namespace Palimpsest.Studio.WebUIApi.Schemas;

/// <summary>Where and why Python's json module refuses a text.</summary>
/// <param name="Message">Python's: "Expecting value".</param>
/// <param name="Position">In characters from 0.</param>
internal sealed record PythonJsonError(string Message, int Position)
{
    private const int DeepestNesting = 64;

    /// <summary>The first error of a text that is no JSON.</summary>
    public static PythonJsonError Find(string text)
    {
        var scan = new Scan(text);
        return scan.Value(scan.Blanks(0), 0) ?? (scan.Blanks(scan.End) is int rest && rest < text.Length ? new PythonJsonError("Extra data", rest) : new PythonJsonError("Expecting value", 0));
    }

    /// <summary>As FastAPI tells it.</summary>
    /// <param name="text">All of the body.</param>
    public BodyFault ToFault(string text)
    {
        int line = text.AsSpan(0, Position).Count('\n') + 1;
        int column = Position - (Position == 0 ? -1 : text.LastIndexOf('\n', Position - 1));
        return new BodyFault(
            ["body", Position],
            $"{Message}: line {line} column {column} (char {Position})",
            "value_error.jsondecode",
            new JsonObject { ["msg"] = Message, ["doc"] = text, ["pos"] = Position, ["lineno"] = line, ["colno"] = column });
    }

    private sealed class Scan(string text)
    {
        /// <summary>Behind the value that was read last.</summary>
        public int End { get; private set; }

        public int Blanks(int at)
        {
            while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\r')
            {
                at++;
            }

            return at;
        }

        public PythonJsonError? Value(int at, int depth)
        {
            switch (depth > DeepestNesting ? '\0' : At(at))
            {
                case '"': return String(at);
                case '{': return Object(at, depth);
                case '[': return Array(at, depth);
                default: return Word(at);
            }
        }

        private char At(int at) => at < text.Length ? text[at] : '\0';

        private PythonJsonError? Word(int at)
        {
            int end = at;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '+' or '.'))
            {
                end++;
            }

            string word = text[at..end];
            bool isNumber = word.Length > 0 && (char.IsAsciiDigit(word[^1]) || word[^1] == '.') && (char.IsAsciiDigit(word[0]) || word[0] == '-');
            End = end;
            return isNumber || word is "true" or "false" or "null" ? null : new PythonJsonError("Expecting value", at);
        }

        private PythonJsonError? String(int start)
        {
            for (int at = start + 1; at < text.Length; at++)
            {
                if (text[at] == '"')
                {
                    End = at + 1;
                    return null;
                }

                if (text[at] < ' ')
                {
                    return new PythonJsonError("Invalid control character at", at);
                }

                if (text[at] == '\\')
                {
                    at++;
                    if (at < text.Length && !"\"\\/bfnrtu".Contains(text[at]))
                    {
                        return new PythonJsonError("Invalid \\escape", at - 1);
                    }
                }
            }

            return new PythonJsonError("Unterminated string starting at", start);
        }

        private PythonJsonError? Object(int start, int depth)
        {
            int at = Blanks(start + 1);
            if (At(at) == '}')
            {
                End = at + 1;
                return null;
            }

            while (true)
            {
                if (At(at) != '"')
                {
                    return new PythonJsonError("Expecting property name enclosed in double quotes", at);
                }

                if (String(at) is PythonJsonError inName)
                {
                    return inName;
                }

                at = Blanks(End);
                if (At(at) != ':')
                {
                    return new PythonJsonError("Expecting ':' delimiter", at);
                }

                if (Value(Blanks(at + 1), depth + 1) is PythonJsonError inValue)
                {
                    return inValue;
                }

                at = Blanks(End);
                if (At(at) == '}')
                {
                    End = at + 1;
                    return null;
                }

                if (At(at) != ',')
                {
                    return new PythonJsonError("Expecting ',' delimiter", at);
                }

                at = Blanks(at + 1);
            }
        }

        private PythonJsonError? Array(int start, int depth)
        {
            int at = Blanks(start + 1);
            if (At(at) == ']')
            {
                End = at + 1;
                return null;
            }

            while (true)
            {
                if (Value(at, depth + 1) is PythonJsonError inValue)
                {
                    return inValue;
                }

                at = Blanks(End);
                if (At(at) == ']')
                {
                    End = at + 1;
                    return null;
                }

                if (At(at) != ',')
                {
                    return new PythonJsonError("Expecting ',' delimiter", at);
                }

                at = Blanks(at + 1);
            }
        }
    }
}
