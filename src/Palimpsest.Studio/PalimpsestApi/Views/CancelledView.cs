namespace Palimpsest.Studio.PalimpsestApi.Views;

/// <summary>What was ended.</summary>
/// <param name="Cancelled">How many jobs.</param>
public sealed record CancelledView(int Cancelled);
