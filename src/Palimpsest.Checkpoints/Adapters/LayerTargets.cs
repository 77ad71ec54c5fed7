namespace Palimpsest.Checkpoints.Adapters;

/// <summary>All layers of a checkpoint that adapters can change, by the names that adapters use for them.</summary>
public sealed class LayerTargets
{
    /// <summary>The parts of an attention whose weights OpenCLIP stores as one matrix, in its order.</summary>
    internal static readonly IReadOnlyList<string> FusedParts = ["q_proj", "k_proj", "v_proj"];

    private const string FusedWeight = ".in_proj_weight", WeightPart = ".weight";

    private static readonly (string Prefix, string Start)[] Networks =
        [("model.diffusion_model.", "diffusion_model."), ("cond_stage_model.", ""), ("conditioner.embedders.", "")];

    private readonly Dictionary<string, LayerTarget> _byName = [];
    private readonly bool _hasOpenClip;

    /// <param name="keys">The checkpoint's keys, in the ldm layout.</param>
    public LayerTargets(IEnumerable<string> keys)
    {
        var all = keys.ToHashSet();
        foreach (string key in all)
        {
            if (key.EndsWith(WeightPart, StringComparison.Ordinal) && NameOf(key[..^WeightPart.Length]) is string name)
            {
                string module = key[..^WeightPart.Length];
                string? fused = module.EndsWith(".out_proj", StringComparison.Ordinal) ? module[..^".out_proj".Length] : null;
                bool isFixed = module.EndsWith("_embedding", StringComparison.Ordinal);
                _byName[name] = new LayerTarget(name, module, fused is not null && all.Contains(fused + FusedWeight) ? fused : null, isFixed);
            }
            else if (key.EndsWith(FusedWeight, StringComparison.Ordinal) && NameOf(key[..^FusedWeight.Length]) is string attention)
            {
                string module = key[..^FusedWeight.Length];
                _byName[attention] = new LayerTarget(attention, module, IsFixed: true);
                foreach (string part in FusedParts)
                {
                    _byName[$"{attention}_{part}"] = new LayerTarget($"{attention}_{part}", $"{module}.{part}", module);
                }
            }
        }

        _hasOpenClip = _byName.ContainsKey("model_transformer_resblocks_0_attn_q_proj") || _byName.ContainsKey("model_transformer_resblocks_0_attn_out_proj");
    }

    public int Count => _byName.Count;

    /// <summary>The layer that an adapter's name means, or null.</summary>
    /// <param name="name">The key's part before its first dot, or a name with dots.</param>
    /// <param name="acceptDotted">Whether PEFT's names, which webui ignores, are understood.</param>
    public LayerTarget? Find(string name, bool acceptDotted = false)
    {
        foreach (string candidate in LayerNames.Candidates(acceptDotted ? LayerNames.Undotted(name) : name, _hasOpenClip))
        {
            if (_byName.TryGetValue(candidate, out LayerTarget? target))
            {
                return target;
            }
        }

        return null;
    }

    private static string? NameOf(string module)
    {
        foreach ((string prefix, string start) in Networks)
        {
            if (module.StartsWith(prefix, StringComparison.Ordinal))
            {
                return (start + module[prefix.Length..]).Replace('.', '_');
            }
        }

        return null;
    }
}
