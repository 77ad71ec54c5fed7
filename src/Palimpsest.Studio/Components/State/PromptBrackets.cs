namespace Palimpsest.Studio.Components.State;

/// <summary>Whether a prompt's brackets have partners.</summary>
public static class PromptBrackets
{
    private static readonly (char Open, char Close, string Name)[] Kinds = [('(', ')', "round"), ('[', ']', "square"), ('{', '}', "curly")];

    /// <summary>Which brackets do not balance, in a sentence; null when all do. A backslash makes a bracket a letter.</summary>
    public static string? Imbalance(string prompt)
    {
        List<string> wrong = [];
        foreach ((char open, char close, string name) in Kinds)
        {
            int balance = Count(prompt, open) - Count(prompt, close);
            if (balance != 0)
            {
                wrong.Add($"{Math.Abs(balance)} {name} bracket{(Math.Abs(balance) == 1 ? " is" : "s are")} not {(balance > 0 ? "closed" : "opened")}");
            }
        }

        return wrong.Count == 0 ? null : $"{string.Join(", ", wrong)}.";
    }

    private static int Count(string prompt, char bracket) =>
        prompt.Where((c, i) => c == bracket && (i == 0 || prompt[i - 1] != '\\')).Count();
}
