// Deliberately empty: Swift must never see libhdf5, whose interface is made of macros. This target only asks
// pkg-config for its flags. CHDF5 is the only user.
