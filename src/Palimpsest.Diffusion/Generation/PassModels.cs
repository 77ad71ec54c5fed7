namespace Palimpsest.Diffusion.Generation;

/// <summary>A job's checkpoint as its passes need it: under the networks of the prompt, and under those of hires fix's own prompt.</summary>
/// <param name="Second">The same as <paramref name="First"/> unless hires fix's prompt names other networks.</param>
internal sealed record PassModels(NetworkedModel First, NetworkedModel Second);
