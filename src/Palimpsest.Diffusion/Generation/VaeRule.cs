namespace Palimpsest.Diffusion.Generation;

/// <summary>How webui's settings choose the autoencoder of any checkpoint.</summary>
/// <param name="Setting">sd_vae: a file's name, None, or Automatic.</param>
/// <param name="Overrides">sd_vae_overrides_per_model_preferences: a file's name wins over what a checkpoint's own metadata and neighbours say.</param>
public sealed record VaeRule(string Setting, bool Overrides);
