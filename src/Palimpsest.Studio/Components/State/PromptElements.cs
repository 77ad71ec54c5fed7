namespace Palimpsest.Studio.Components.State;

/// <summary>webui's Alt+Left and Alt+Right: they move the elements between commas under the cursor.</summary>
public static class PromptElements
{
    /// <summary>The prompt with the elements one place further; as it was at its ends.</summary>
    public static PromptEdit Move(PromptEdit edit, bool left)
    {
        string[] elements = edit.Text.Split(',');
        int[] starts = new int[elements.Length];
        for (int i = 1; i < elements.Length; i++)
        {
            starts[i] = starts[i - 1] + elements[i - 1].Length + 1;
        }

        int first = Array.FindLastIndex(starts, start => start <= edit.Start);
        int last = Math.Max(first, Array.FindLastIndex(starts, start => start < Math.Max(edit.End, edit.Start + 1)));
        if (left ? first == 0 : last == elements.Length - 1)
        {
            return edit;
        }

        List<string> trimmed = [.. elements.Select(element => element.Trim())];
        (int from, int to) = left ? (first - 1, last) : (last + 1, first);
        string neighbour = trimmed[from];
        trimmed.RemoveAt(from);
        trimmed.Insert(to, neighbour);
        int begin = left ? first - 1 : first + 1, count = last - first + 1;
        string text = string.Join(", ", trimmed);
        int start = trimmed.Take(begin).Sum(element => element.Length + 2);
        return new PromptEdit(text, start, start + trimmed.Skip(begin).Take(count).Sum(element => element.Length + 2) - 2);
    }
}
