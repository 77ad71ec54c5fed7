namespace Palimpsest.Diffusion.Prompts.Schedules;

/// <summary>Brackets that have their partner, with what stands between the separators.</summary>
/// <param name="Kind">What the brackets mean.</param>
/// <param name="Opener">The opening bracket.</param>
/// <param name="Parts">The parts between separators; of a switch the last one is the number.</param>
/// <param name="When">A switch's number as written; empty for other kinds.</param>
internal sealed record PromptGroup(PromptGroupKind Kind, char Opener, IReadOnlyList<IReadOnlyList<PromptNode>> Parts, string When) : PromptNode
{
    public char Closer => Opener == '(' ? ')' : ']';

    public char Separator => Kind == PromptGroupKind.Alternation ? '|' : ':';

    /// <summary>The group taken apart: its signs as stray text, its parts as they are.</summary>
    public IEnumerable<PromptNode> Dissolved()
    {
        yield return new PromptText(Opener.ToString(), IsStray: true);
        for (int i = 0; i < Parts.Count; i++)
        {
            if (i > 0)
            {
                yield return new PromptText(Separator.ToString(), IsStray: true);
            }

            foreach (PromptNode node in Parts[i])
            {
                yield return node;
            }
        }

        yield return new PromptText(Closer.ToString(), IsStray: true);
    }
}
