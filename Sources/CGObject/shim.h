// Deliberately empty: Swift must never see GObject or libvips. This target only asks pkg-config for GObject's
// flags, which libvips' headers need (its own vips.pc names flags that SwiftPM refuses). CVips is the only
// user.
