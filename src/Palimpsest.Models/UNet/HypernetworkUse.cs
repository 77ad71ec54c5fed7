using Palimpsest.Checkpoints.Adapters;

namespace Palimpsest.Models;

/// <summary>A hypernetwork and how strongly it acts.</summary>
public sealed record HypernetworkUse(Hypernetwork Network, float Multiplier);
