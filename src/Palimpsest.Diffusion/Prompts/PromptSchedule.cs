using System.Globalization;
using System.Text;
using Palimpsest.Diffusion.Prompts.Schedules;

namespace Palimpsest.Diffusion.Prompts;

/// <summary>
/// Prompts that change while sampling: <c>[from:to:when]</c>, <c>[to:when]</c>, <c>[from::when]</c> and <c>[a|b|…]</c>, nested at will.
/// </summary>
public sealed class PromptSchedule
{
    private readonly int _steps;
    private readonly double _fractionOffset;
    private readonly int _stepOffset;
    private readonly bool _oldScheduling;

    private PromptSchedule(int baseSteps, int? hiresSteps, bool oldScheduling)
    {
        bool isHires = hiresSteps is not null && !oldScheduling;
        _steps = isHires ? hiresSteps!.Value : baseSteps;
        (_fractionOffset, _stepOffset) = isHires ? (1, baseSteps) : (0, 0);
        _oldScheduling = oldScheduling;
    }

    /// <summary>The texts in order of their last step. A prompt that does not parse is one text for all steps.</summary>
    /// <param name="prompt">One part of a prompt, after <see cref="PromptComposition"/>.</param>
    /// <param name="baseSteps">The job's steps, doubled for samplers that call the model twice a step; of the first pass.</param>
    /// <param name="hiresSteps">Steps of the second pass when the texts are for that; numbers with a point then count from 1, others from the first pass's end.</param>
    /// <param name="oldScheduling">webui's "use old prompt editing timelines": numbers below 1 are fractions, others steps, in both passes.</param>
    public static IReadOnlyList<ScheduledPrompt> Expand(string prompt, int baseSteps, int? hiresSteps = null, bool oldScheduling = false)
    {
        var schedule = new PromptSchedule(baseSteps, hiresSteps, oldScheduling);
        IReadOnlyList<PromptNode>? nodes = ScheduleParser.Parse(prompt);
        if (nodes is null)
        {
            return [new ScheduledPrompt(schedule._steps, prompt)];
        }

        SortedSet<int> ends = [schedule._steps];
        schedule.CollectEnds(nodes, ends);
        return [.. ends.Select(end => new ScheduledPrompt(end, schedule.TextAt(nodes, end)))];
    }

    private void CollectEnds(IReadOnlyList<PromptNode> nodes, SortedSet<int> ends)
    {
        foreach (PromptGroup group in nodes.OfType<PromptGroup>())
        {
            if (group.Kind == PromptGroupKind.Switch && LastStepBefore(group) is int last and >= 1)
            {
                ends.Add(last);
            }
            else if (group.Kind == PromptGroupKind.Alternation)
            {
                ends.UnionWith(Enumerable.Range(1, Math.Max(0, _steps)));
            }

            foreach (IReadOnlyList<PromptNode> part in group.Parts)
            {
                CollectEnds(part, ends);
            }
        }
    }

    private string TextAt(IReadOnlyList<PromptNode> nodes, int step)
    {
        var text = new StringBuilder();
        AppendAt(nodes, step, text);
        return text.ToString();
    }

    private void AppendAt(IReadOnlyList<PromptNode> nodes, int step, StringBuilder text)
    {
        foreach (PromptNode node in nodes)
        {
            if (node is PromptText plain)
            {
                text.Append(plain.Value);
            }
            else if (node is PromptGroup { Kind: PromptGroupKind.Emphasis } emphasis)
            {
                AppendEmphasis(emphasis, step, text);
            }
            else if (node is PromptGroup { Kind: PromptGroupKind.Alternation } alternation)
            {
                AppendAt(alternation.Parts[(step - 1) % alternation.Parts.Count], step, text);
            }
            else if (node is PromptGroup change)
            {
                // Parts are [from, to, when] or [to, when].
                bool before = step <= LastStepBefore(change);
                AppendAt(!before ? change.Parts[^2] : change.Parts.Count == 3 ? change.Parts[0] : [], step, text);
            }
        }
    }

    private void AppendEmphasis(PromptGroup group, int step, StringBuilder text)
    {
        text.Append(group.Opener);
        for (int i = 0; i < group.Parts.Count; i++)
        {
            text.Append(i > 0 ? group.Separator.ToString() : "");
            AppendAt(group.Parts[i], step, text);
        }

        text.Append(group.Closer);
    }

    /// <summary>The last step of a switch's first text; below 1 when it is never used.</summary>
    private int LastStepBefore(PromptGroup change)
    {
        double value = double.Parse(change.When, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (_oldScheduling)
        {
            value = value < 1 ? value * _steps : value;
        }
        else
        {
            value = change.When.Contains('.') ? (value - _fractionOffset) * _steps : value - _stepOffset;
        }

        return (int)Math.Clamp(Math.Truncate(value), int.MinValue, _steps);
    }
}
